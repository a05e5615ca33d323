"""Every address of the desk."""

from __future__ import annotations

from django.urls import path

from yinuo.desk import addresses
from yinuo.desk.views import call, entry, papers, prints, register, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("messages/read", today.read_all, name="messages-read"),
    path("messages/<int:message>/read", today.read, name="message-read"),
    path("duties/<int:duty>/why", today.why, name="duty-why"),
    path("calls/", register.register, name="register"),
    path("calls/export.<str:ending>", register.exported, name="register-export"),
    path("calls/new", entry.new, name="entry"),
    path("calls/new/caller", entry.caller, name="entry-caller"),
    path("calls/new/names", entry.names, name="entry-names"),
    path("calls/new/judge", entry.judged, name="entry-judge"),
    path("calls/new/why/<str:what>", entry.why, name="entry-why"),
    path("calls/new/tips", entry.tips, name="entry-tips"),
    path("calls/<str:number>", call.call, name="call"),
    path("calls/<str:number>/why/<str:what>", call.why, name="call-why"),
    path("calls/<str:number>/files/<int:attachment>", call.file, name="call-file"),
    path("calls/<str:number>/<str:verb>", call.move, name="call-move"),
    path("prints/", prints.choose, name="prints"),
    path("prints/<str:key>", prints.order, name="print"),
    path("prints/<str:key>/step", prints.step, name="print-step"),
    path("prints/<str:key>/papers.pdf", prints.order_paper, name="print-paper"),
    path("vouchers/<str:number>/signed.pdf", papers.signed, name="signed-paper"),
    *addresses.urlpatterns,
]
