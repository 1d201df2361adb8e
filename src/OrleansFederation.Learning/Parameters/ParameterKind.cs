namespace OrleansFederation.Parameters;

/// <summary>What a parameter is to optimisers.</summary>
public enum ParameterKind
{
    /// <summary>Changed by gradients.</summary>
    Trainable = 0,

    /// <summary>Kept by the model itself, such as BatchNorm's running mean; averaged but never optimised.</summary>
    Buffer = 1,

    /// <summary>Changed by nothing: it is part of every version as it was at first, and of no update.</summary>
    Frozen = 2,
}
