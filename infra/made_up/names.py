"""The words that made-up people, businesses and groups are called by."""

FIRST = (
    "Ada Agnes Alun Amir Anjali Arthur Beatrix Bilal Bronwen Callum Carys Cedric Chidi Clara Dafydd Deepa "
    "Dilys Edith Emeka Fatima Felix Fergus Gita Greta Gwen Harriet Hassan Hugo Imogen Iris Ivor Jasper "
    "Joan Kwame Leila Lorna Magnus Mair Maryam Mungo Nadia Nesta Olive Omar Oscar Padma Percy Rhona Rosa "
    "Saira Silas Tamsin Theo Una Vera Walter Yusuf Zadie"
)
LAST = (
    "Abara Allbright Ashdown Bellflower Birdsall Blackthorn Bramble Brindle Chandra Copperfield Crane "
    "Dalgarno Dhillon Elderkin Fairweather Fenwick Foxglove Garside Greaves Hallam Hartwell Hosseini "
    "Inglenook Jessop Kettle Lambkin Larkspur Lovelock Marchbank Mbeki Merriweather Mossop Nightingale "
    "Oakeshott Okafor Parr Pennywell Quill Rahman Ravenscroft Rowntree Sandhu Silverlock Selwood Stanhope "
    "Tolliver Tremlett Underhill Vance Wetherby Whitlock Winterbourne Wrangham Yarrow"
)
TRADES = ("Bakery", "Books", "Cycles", "Farm Shop", "Garage", "Hardware", "Pharmacy", "Stores", "Tea Room")
GROUPS = ("Allotments", "Choir", "Football Club", "Historical Society", "Residents' Association", "Scouts")
