FROM python:3.11-slim AS packages
COPY requirements-server.txt .
RUN python -m venv /packages \
 && /packages/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-server.txt

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /state portal \
 && install --directory --owner portal --mode 700 /state
ENV PATH=/packages/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 STATIC_ROOT=/portal/static-root
COPY --from=packages /packages /packages
WORKDIR /portal
COPY . .
# These two only read the settings; their secrets are nobody's.
RUN export SECRET_KEY=build FIELD_KEYS=build:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= BLIND_INDEX_KEY=build \
 && python manage.py translations --compile \
 && python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q assessments disputes safety_portal
USER portal
VOLUME /state
EXPOSE 8000
CMD ["gunicorn", "safety_portal.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
