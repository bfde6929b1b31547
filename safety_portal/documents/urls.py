from django.urls import URLPattern, URLResolver, path, re_path

from safety_portal.documents import views

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.DocumentList.as_view(), name="list"),
    path("new/", views.NewDocument.as_view(), name="new"),
    path("<int:pk>/", views.DocumentPage.as_view(), name="detail"),
    re_path(r"^(?P<pk>\d+)/(?P<ending>docx|pdf)/$", views.document_file, name="file"),
    path("<int:pk>/issue/", views.issue, name="issue"),
    path("<int:pk>/void/", views.void, name="void"),
    path("templates/", views.templates, name="templates"),
    path("templates/<str:kind>/", views.template_file, name="template_file"),
    path("templates/<str:kind>/replace/", views.template_replace, name="template_replace"),
    path("templates/<str:kind>/restore/", views.template_restore, name="template_restore"),
    re_path(r"^templates/(?P<kind>\w+)/sample/(?P<ending>docx|pdf)/$", views.template_sample, name="template_sample"),
]
