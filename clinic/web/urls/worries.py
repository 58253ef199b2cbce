"""Addresses of worries."""

from django.urls import path

from clinic.web.views import digest, replies, worries

urlpatterns = [
    path("worries/", worries.worries, name="worries"),
    path("worries/<uuid:worry_id>/", worries.worry, name="worry"),
    path("worries/<uuid:worry_id>/acknowledge/", worries.acknowledge, name="acknowledge_worry"),
    path("worries/<uuid:worry_id>/close/", worries.close, name="close_worry"),
    path("worries/<uuid:worry_id>/call/", worries.note_call, name="note_worry_call"),
    path("worries/<uuid:worry_id>/reply/", worries.reply, name="reply_to_worry"),
    path("worries/<uuid:worry_id>/hand-over/", worries.hand_over, name="hand_over_worry"),
    path("worries/digests/", digest.digests, name="worry_digests"),
    path("worries/digests/<uuid:digest_id>/", digest.digest, name="worry_digest"),
    path("replies/", replies.replies, name="replies"),
    path("replies/<uuid:text_id>/withdraw/", replies.withdraw, name="withdraw_reply_text"),
    path("my/aftercare/<str:token>/tell/", worries.tell_by_link, name="aftercare_tell_by_link"),
    path("my/aftercare/<str:token>/draft/", worries.draft_by_link, name="aftercare_draft_by_link"),
    path(
        "my/aftercare/<str:token>/told/<uuid:check_in_id>/",
        worries.told_by_link,
        name="aftercare_told_by_link",
    ),
]
