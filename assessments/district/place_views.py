"""The township's own place in its district: for its leader to follow, for its office to keep."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.district import services
from assessments.district.exports import places_table
from assessments.district.forms import CorrectionForm, PlaceForm, StrikeOutForm
from assessments.district.pictures import place_pictures
from assessments.district.places import Step, latest_of, steps_of
from assessments.district.policies import can_keep_places, townships_followed
from assessments.district.selectors import all_places_of, computed_places_of
from assessments.district.wording import DIFFERENCES, step_words
from assessments.models import DistrictPlace
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.forms import add_refusal
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


@require_GET
def district_places(request: SignedInRequest) -> HttpResponseBase:
    """Places as the district announced them, and apart from them those that the portal can compute."""
    township = _township_or_404(request)
    steps = steps_of(all_places_of(township))
    if ending_asked(request):
        return as_file(request, places_table(township, steps[::-1]))
    until = Month.of(timezone.now())
    announced = [step.place.of for step in steps if step.place.is_survey]
    computed = computed_places_of(township, until, announced[-1] if announced else None)
    context = {
        "township": township,
        "latest": [(step, step_words(step)) for step in latest_of(steps)],
        "steps": [(step, _difference(step)) for step in reversed(steps)],
        "pictures": place_pictures(steps, until),
        "computed": computed,
        "may_keep": can_keep_places(request.user, township),
        "export_count": len(steps),
    }
    return render(request, "assessments/district/places.html", context)


def _difference(step: Step) -> str:
    return str(DIFFERENCES[step.difference]) if step.difference else ""


def _township_or_404(request: SignedInRequest) -> Unit:
    """One of those that the user follows; the first, if the address names none."""
    code = request.GET.get("township", "")
    followed = townships_followed(request.user)
    township = (followed.filter(code=code) if code else followed).first()
    if township is None:
        raise Http404
    return township


@require_http_methods(["GET", "POST"])
def district_place_new(request: SignedInRequest) -> HttpResponse:
    """Enter one place; the next begins where this one ended: same month, same number of townships, same document."""
    township = _township_or_404(request)
    if not can_keep_places(request.user, township):
        raise NotAllowed
    form = PlaceForm(_posted(request), now=Month.of(timezone.now()), start=_start(request))
    if request.method == "POST" and form.is_valid():
        try:
            place = services.enter_place(township=township, announced=form.announced, by=request.user)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Place entered"))
            if "another" in request.POST:
                again: dict[str, str | int] = {"month": str(place.month), "of": place.of, "source": place.source}
                return redirect(f"{reverse('assessments:district_place_new')}?{_query(township, **again)}")
            return redirect(address_of(township))
    context = {"township": township, "form": form, "cancel_url": address_of(township)}
    return render(request, "assessments/district/place_new.html", context)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _start(request: HttpRequest) -> dict[str, object]:
    given = {"first_day": "month", "of": "of", "source": "source"}
    return {name: value for name, key in given.items() if (value := request.GET.get(key, ""))}


@require_http_methods(["GET", "POST"])
def district_place(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct an entry, with a reason; or strike it out."""
    place = _place_or_404(request, pk)
    form = CorrectionForm(_posted(request), now=Month.of(timezone.now()), place=place)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_place(
                place=place,
                announced=form.announced,
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Correction saved"))
            return redirect(address_of(place.township))
    context = {
        "township": place.township,
        "place": place,
        "form": form,
        "strike_out": StrikeOutForm(initial={"version": place.version}, auto_id="strike_%s"),
        "cancel_url": address_of(place.township),
    }
    return render(request, "assessments/district/place.html", context)


@require_POST
def district_place_strike_out(request: SignedInRequest, pk: int) -> HttpResponse:
    """Strike out an entry that should never have been made."""
    place = _place_or_404(request, pk)
    form = StrikeOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason."))
        return redirect("assessments:district_place", pk=place.pk)
    try:
        services.strike_out_place(place=place, by=request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("assessments:district_place", pk=place.pk)
    messages.success(request, _("Entry struck out"))
    return redirect(address_of(place.township))


def _place_or_404(request: SignedInRequest, pk: int) -> DistrictPlace:
    """An entry of a township that the user follows; whoever may not change it gets a refusal."""
    places = DistrictPlace.objects.that_count().filter(township__in=townships_followed(request.user))
    place = get_object_or_404(places.select_related("township"), pk=pk)
    if not can_keep_places(request.user, place.township):
        raise NotAllowed
    return place


def address_of(township: Unit) -> str:
    """The page of a township's places."""
    return f"{reverse('assessments:district_places')}?{_query(township)}"


def _query(township: Unit, **more: str | int) -> str:
    return urlencode({"township": township.code, **more})
