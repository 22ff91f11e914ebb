"""python -m knalpot_cad"""

from knalpot_cad.cli import main

if __name__ == "__main__":
    main()
