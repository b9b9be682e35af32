"""For everybody on the hub: /etc/jupyter/nbgrader_config.py. See docs/jupyterhub.md."""

c = get_config()  # noqa: F821 - nbgrader provides it

c.CourseDirectory.course_id = "downslope"
c.Exchange.root = "/srv/nbgrader/exchange"
c.Exchange.timezone = "UTC"
