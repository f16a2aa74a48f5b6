"""Files in (``acceptance.accept``), scanned (``scanning``), out again only through a scoped view (``views``)."""
