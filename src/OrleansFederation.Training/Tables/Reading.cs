namespace OrleansFederation.Tables;

/// <summary>How a value was read.</summary>
internal enum Reading
{
    /// <summary>It fits.</summary>
    Value,

    /// <summary>It stands for a missing one.</summary>
    Missing,

    /// <summary>It is no number.</summary>
    NoNumber,

    /// <summary>It is not finite, or becomes so as a float32.</summary>
    NotFinite,

    /// <summary>It lies outside the declared range.</summary>
    OutOfRange,

    /// <summary>It is not one of the declared words.</summary>
    Unknown,
}
