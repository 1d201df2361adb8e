namespace OrleansFederation.Preprocessing;

/// <summary>Whose rows preprocessing is fitted to.</summary>
public enum FittedTo
{
    /// <summary>The training rows of all clients together: one preprocessing for everybody, and part of a version's ONNX graph.</summary>
    Federation,

    /// <summary>
    /// Each client's own training rows: personalisation, for sites that measure in their own ways. A version's ONNX graph takes features
    /// then, and whoever asks with raw rows says as which client.
    /// </summary>
    Client,
}
