"""The engine that runs Argos packages in whole batches, here or on a Dask cluster."""
