"""What does ``python -m optimizer`` do? The same as the command ``wardflow``."""

from optimizer.cli.entry import run

if __name__ == "__main__":
    run()
