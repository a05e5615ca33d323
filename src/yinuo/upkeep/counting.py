"""The counters of one process; imported after `metrics.share`, which says whether others count along."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

REQUESTS = Counter(
    "yinuo_requests_total", "Requests answered", ("route", "method", "status"), registry=REGISTRY
)
LATENCY = Histogram(
    "yinuo_request_seconds", "Time until the answer", ("route",), buckets=SECONDS, registry=REGISTRY
)
COMMANDS = Counter("yinuo_commands_total", "Writing requests that were done", ("route",), registry=REGISTRY)
JOBS_DONE = Counter("yinuo_jobs_done_total", "Due things done", ("package",), registry=REGISTRY)
JOBS_FAILED = Counter("yinuo_jobs_failed_total", "Rounds that failed", ("package",), registry=REGISTRY)
