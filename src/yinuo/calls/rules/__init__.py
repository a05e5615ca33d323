"""Pure rules of the main job."""
