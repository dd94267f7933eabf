"""The numbers that USB and PCI devices report: the shipped file fits, and a row that does not is told with its place."""

from __future__ import annotations

import pytest

from auditor.facts.hardware.usb_pci_ids import COLUMNS, find, read_bus_ids, shipped
from bom_parsers.errors import InputError


def test_the_shipped_file_is_read_and_no_whole_vendor_hides_a_product():
    assert len(shipped()) > 20
    assert find({"vendorid": "046d", "productid": "c52b"}).maker == "Logitech"
    assert find({"vendorid": "046d", "productid": "c31c"}) is None, "a keyboard with a cable"
    assert find({"vendorid": "0x8087", "productid": "0x0029"}) == find({"vendorid": "8087", "productid": "0029"})
    assert find({}) is None


def test_a_device_class_goes_before_the_numbers_of_a_vendor():
    ids = {"usbclass": "E0", "usbsubclass": "01", "usbprotocol": "01", "vendorid": "2c7c"}
    assert find(ids).part_class == "bluetooth" and find(ids).is_sourced


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("ISA,0001,Example,,wifi,general knowledge,,unverified", "line 2, bus: found 'ISA'"),
        ("USB,1234:5,Example,,wifi,general knowledge,,unverified", "line 2, code: found '1234:5'"),
        ("USB,1234,,,wifi,general knowledge,,unverified", "line 2, device: found a blank cell"),
        ("USB,1234,Example,,telepathy,general knowledge,,unverified", "line 2, class: found 'telepathy'"),
        ("USB,1234,Example,,wifi,,,sourced", "line 2, source"),
    ],
)
def test_a_row_that_does_not_fit_is_told_with_its_place(tmp_path, row, told):
    path = tmp_path / "ids.csv"
    path.write_text(f"{','.join(COLUMNS)}\n{row}\n")
    with pytest.raises(InputError, match=told):
        read_bus_ids(path)
