"""{{ cookiecutter.name | replace('"', "'") }}: a module of the Open Government Toolbox."""
