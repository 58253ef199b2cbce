"""Static files under names that carry their content, compressed once."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Serves plain names until the files have been collected, so that no page fails for want of a picture."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Give the name with its digest where the file was collected, else the plain name."""
        return super().stored_name(name) if self.hashed_files else name
