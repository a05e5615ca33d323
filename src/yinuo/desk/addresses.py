"""Addresses of dispatch, lists, days, ledger, papers, customers, devices, handbook, people and palette."""

from __future__ import annotations

from django.urls import path

from yinuo.desk.views import days, dispatch, lists, papers

urlpatterns = [
    path("dispatch/", dispatch.board, name="dispatch"),
    path("dispatch/<str:number>", dispatch.call, name="dispatch-call"),
    path("dispatch/<str:number>/approve", dispatch.approve, name="dispatch-approve"),
    path("lists/<str:kind>", lists.shown, name="list"),
    path("lists/<str:kind>/export.<str:ending>", lists.exported, name="list-export"),
    path("days/", days.days, name="days"),
    path("days/<str:branch>/<str:day>", days.day, name="day"),
    path("days/<str:branch>/<str:day>/register.pdf", papers.register, name="day-paper"),
    path("vouchers/<str:number>.pdf", papers.voucher, name="voucher-paper"),
    path("receipts/<str:receipt>.pdf", papers.receipt, name="receipt-paper"),
]
