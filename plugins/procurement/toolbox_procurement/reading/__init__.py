"""Reading OCDS files of any form and size: containers → JSON values → releases, with flat memory.

Floor by floor: ``containers`` opens gzip, zip and tar; ``splitting`` cuts a stream into JSON values without building
them; ``releases`` recognises packages, records and releases and hands over one release after the other.
"""
