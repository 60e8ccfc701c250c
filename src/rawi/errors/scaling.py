"""What can go wrong with reading on many machines."""

from __future__ import annotations

from rawi.errors.root import RawiError


class ScaleError(RawiError):
    """Something is wrong with reading on Apache Spark."""

    exit_code = 65


class NoJava(ScaleError):
    """Spark needs Java, and there is none that is new enough."""

    code = "E801"
    exit_code = 69
    default_hint = "Install a Java runtime of version 17 or later (on Debian: apt-get install openjdk-17-jre-headless) or set JAVA_HOME."


class PoisonDocument(ScaleError):
    """A document that ends the process which reads it; the others were read."""

    code = "E802"
    default_hint = "It may need more memory than --memory allows; read it alone with `rawi read`, and report it with the document."


class TooSlow(ScaleError):
    """A document that was not read within the time limit; the others were read."""

    code = "E803"
    default_hint = "Raise --seconds, or read it alone with `rawi read`; please report what takes so long."


class ChangedInput(ScaleError):
    """A file that is another than the one that was listed when the job began."""

    code = "E804"
    exit_code = 75
    default_hint = "Run the same command again when the file is no longer being written; what is done is not done again."


class UnwritablePart(ScaleError):
    """What was read of a part of the input cannot be written: a full disk, a folder that is gone."""

    code = "E805"
    exit_code = 74
    default_hint = "Make room and run the same command again; what is done is not done again, and nothing half-written counts."


class LostPart(ScaleError):
    """A part of the input whose workers were lost again and again."""

    code = "E806"
    exit_code = 75
    default_hint = "Run the same command again, with fewer cores or more memory for each worker; what is done is not done again."


class NotOurFolder(ScaleError):
    """The output folder holds something else than what `rawi scale` writes, or is used by another job at this moment."""

    code = "E807"
    exit_code = 73
    default_hint = "Give a new or empty folder, or one that `rawi scale read` made; one job at a time may write to it."


class SparkFailed(ScaleError):
    """Spark cannot be started, its cluster cannot be reached, or it ended the job."""

    code = "E808"
    exit_code = 69
    default_hint = "Check --master and that the cluster runs; what is done is not done again by the same command."


class OtherVersion(ScaleError):
    """A worker has another version of Rawi or of the lexicon than the machine that started the job."""

    code = "E809"
    exit_code = 78
    default_hint = "Install the same wheel and lexicon folder on every machine of the cluster."


class NotConnected(ScaleError):
    """A step that repeats until nothing changes did not end in so many rounds."""

    code = "E810"
    exit_code = 70
    default_hint = "Allow more rounds with --rounds."
