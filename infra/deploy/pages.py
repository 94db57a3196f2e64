"""The built pages into the site's bucket: what differs goes up, what is no longer built goes."""

import hashlib
from pathlib import Path
from typing import Any

from infra.local.static import content_type


def upload(s3: Any, bucket: str, site: Path) -> int:
    """Make the bucket like the folder; answer how many files differed.

    Pages come after what they link to. Versions of the bucket keep what is taken away.
    """
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    there = _there(s3, bucket)
    changed = [name for name, path in files.items() if there.get(name) != _digest(path)]
    for name in sorted(changed, key=lambda name: (name.endswith(".html"), name)):
        path = files[name]
        s3.put_object(
            Bucket=bucket,
            Key=name,
            Body=path.read_bytes(),
            ContentType=content_type(path),
            CacheControl="no-cache",
        )
    gone = sorted(there.keys() - files.keys())
    for name in gone:
        s3.delete_object(Bucket=bucket, Key=name)
    return len(changed) + len(gone)


def _there(s3: Any, bucket: str) -> dict[str, str]:
    """Answer what lies in the bucket: name to digest."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return {each["Key"]: each["ETag"].strip('"') for page in pages for each in page.get("Contents", [])}


def _digest(path: Path) -> str:
    """MD5, which S3 gives an object that came in one piece under its own encryption; it protects nothing."""
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
