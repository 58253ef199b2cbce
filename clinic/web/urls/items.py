"""Supplies: products, labels, recalls."""

from django.urls import path

from clinic.web.views import items

urlpatterns = [
    path("items/", items.items, name="items"),
    path("items/products/add/", items.add_product, name="add_product"),
    path("items/labels/", items.labels, name="item_labels"),
    path("items/labels/<uuid:batch>/", items.label_sheet, name="label_sheet"),
    path("items/labels/<uuid:batch>/pdf/", items.label_pdf, name="label_pdf"),
    path("items/code-reader.js", items.code_reader, name="code_reader"),
    path("items/drop/", items.drop, name="drop_item"),
    path("items/recalls/enter/", items.recall, name="enter_recall"),
    path("items/recalls/<uuid:recall_id>/lift/", items.lift, name="lift_recall"),
]
