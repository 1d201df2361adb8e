using TorchSharp;

namespace OrleansFederation.Modeling;

/// <summary>How a model is run.</summary>
/// <param name="Dropout">The client's own generator while training: torch's global one would be shared by all who train at once. Null where the model is only evaluated.</param>
internal readonly record struct ForwardPass(torch.Generator? Dropout)
{
    /// <summary>Where an embedding says of a batch which positions are padding; null where the model has none.</summary>
    public PaddingMask? Padding { get; init; }

    /// <summary>Without dropout, and with BatchNorm's running averages.</summary>
    public static ForwardPass Evaluation => default;

    /// <summary>Whether the model is trained.</summary>
    public bool Training => Dropout is not null;
}
