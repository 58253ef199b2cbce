"""Looking back."""

from django.urls import path

from clinic.web.views import exposure

urlpatterns = [
    path("look-back/", exposure.look_backs, name="look_backs"),
    path("look-back/new/<str:by>/", exposure.open_look_back, name="open_look_back"),
    path("look-back/<uuid:look_back_id>/", exposure.look_back, name="look_back"),
    path("look-back/<uuid:look_back_id>/list.csv", exposure.line_list_file, name="line_list_file"),
    path("look-back/<uuid:look_back_id>/letters/", exposure.letters, name="look_back_letters"),
    path("look-back/<uuid:look_back_id>/extend/", exposure.extend_look_back, name="extend_look_back"),
    path("look-back/<uuid:look_back_id>/close/", exposure.close_look_back, name="close_look_back"),
    path("look-back/people/<uuid:person_id>/", exposure.follow_up, name="note_follow_up"),
]
