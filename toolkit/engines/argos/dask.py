"""Packages at work on a Dask cluster: the door to `distributed`.

Sentences of about equal length go to the workers in shares; every worker process loads a package
once, the same package as here or none. A share whose worker is lost is given to another. The bytes
are those of this machine if the workers' processors are of its kind: others round differently.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from toolkit.engines.argos.cache import Cache
from toolkit.engines.argos.ctranslate import Hypothesis, Model, content
from toolkit.engines.argos.search import Search
from toolkit.errors import EngineError, ToolkitError, UsageError
from toolkit.models import installed as models
from toolkit.models.package import Package

if TYPE_CHECKING:
    from distributed import Client, Future

PATIENCE = 10.0
"""Seconds to wait for a scheduler, and for a worker if there is none."""
_LEAST, _MOST = 16, 128
"""Sentences of a share."""
_SHARES = 4
"""Shares for each worker, so that all have something to do to the end."""
_loaded: dict[tuple[str, str], Model] = {}
_loading = Lock()


class Cluster:
    """The workers of a scheduler, called when there is something to do, not before.

    UsageError if `distributed` is not installed.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed  # noqa: F401
        except ImportError:
            raise UsageError(
                "--scheduler needs Dask: install it with `pip install 'article-toolkit[dask]'`"
            ) from None
        self._address = address
        self._client: Client | None = None
        self._failure = ""

    def load(self, package: Package, known: str) -> Remote:
        """The package on the workers. EngineError if there is no scheduler or no worker."""
        if self._failure:
            raise EngineError(self._failure)
        if self._client is None:
            try:
                self._client = _connected(self._address)
            except EngineError as error:
                self._failure = str(error)
                raise
        return Remote(self._client, package.name, known)

    def close(self) -> None:
        """Leave the cluster."""
        if self._client:
            self._client.close()
            self._client = None


class Remote:
    """One package on a cluster's workers."""

    def __init__(self, client: Client, name: str, known: str) -> None:
        self._client = client
        self._name, self._known = name, known

    def translate(
        self, texts: Sequence[str], search: Search
    ) -> Iterator[dict[str, list[Hypothesis]]]:
        """Hypotheses, share by share as the workers hand them in.

        EngineError if a worker lacks the package, or if the workers or the scheduler are gone.
        """
        rows = sorted(dict.fromkeys(texts), key=lambda text: (len(text), text))
        share = len(rows) // (_SHARES * max(1, len(self._workers())))
        share = max(_LEAST, min(share, _MOST))
        shares = [rows[at : at + share] for at in range(0, len(rows), share)]
        futures = [
            self._client.submit(_work, self._name, self._known, texts, search, pure=False)
            for texts in reversed(shares)  # long ones first: no worker is left with them at the end
        ]
        try:
            for future in self._finished(futures):
                yield self._result(future)
        finally:
            self._client.cancel(futures)

    def _workers(self) -> dict[str, int]:
        try:
            return dict(self._client.nthreads())
        except OSError:
            raise self._gone() from None

    def _finished(self, futures: Iterable[Future]) -> Iterator[Future]:
        """The futures as they are done."""
        from distributed import CancelledError, wait

        left = set(futures)
        while left:
            try:
                done, left = wait(left, timeout=PATIENCE, return_when="FIRST_COMPLETED")
                yield from done
            except CancelledError:
                raise self._gone() from None
            except TimeoutError:
                if not self._workers():
                    raise EngineError(
                        f"{_address(self._client)}: all Dask workers are gone; start some and run"
                        " again to continue"
                    ) from None

    def _result(self, future: Future) -> dict[str, list[Hypothesis]]:
        from distributed import CancelledError, KilledWorker

        try:
            return dict(future.result())
        except (CancelledError, OSError):
            raise self._gone() from None
        except (ImportError, AttributeError) as error:
            raise EngineError(
                f"a Dask worker lacks this version of the toolkit ({error}); install it there"
            ) from None
        except KilledWorker as error:
            raise EngineError(
                f"{error.last_worker.address}: this Dask worker died over a few sentences, as"
                " others did before; look at its log (often it has too little memory)"
            ) from None

    def _gone(self) -> EngineError:
        return EngineError(
            f"{_address(self._client)}: the Dask scheduler is gone; what is finished is saved, run"
            " again to continue"
        )


def _connected(address: str) -> Client:
    from dask import config
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # errors are ours to tell
    config.set({"distributed.comm.timeouts.connect": PATIENCE})
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TypeError, ImportError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise EngineError(
            f"{address}: no Dask scheduler answers there ({reason}); start one with"
            " `dask scheduler` or correct --scheduler"
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        client.close()
        raise EngineError(
            f"{address}: the Dask scheduler has no workers; start some with `dask worker {address}`"
        ) from None
    return client


def _address(client: Client) -> str:
    return str(client.scheduler.address) if client.scheduler else "the cluster"


def _work(name: str, known: str, texts: list[str], search: Search) -> dict[str, list[Hypothesis]]:
    """What a worker does. EngineError, naming it, if it has not the same package."""
    from distributed import get_worker

    worker = get_worker()
    try:
        with _loading:
            if (name, known) not in _loaded:
                _loaded[name, known] = _model(name, known, worker.state.nthreads)
        batches = _loaded[name, known].translate(texts, search)
        return {text: hypotheses for batch in batches for text, hypotheses in batch.items()}
    except ToolkitError as error:
        raise EngineError(f"Dask worker {worker.address}: {error}") from None


def _model(name: str, known: str, threads: int) -> Model:
    """The package of that name and content on this machine, for so many batches at a time."""
    namesakes = [package for package in models.installed() if package.name == name]
    for package in namesakes:
        if not package.problem and content(package, Cache().digest) == known:
            return Model(package, threads, threads)
    what = "is another there (content or CTranslate2 differ)" if namesakes else "is missing there"
    raise EngineError(f"{name} {what}; install the same there with `toolkit models install`")
