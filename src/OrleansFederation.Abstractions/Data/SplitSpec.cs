namespace OrleansFederation.Data;

/// <summary>How a client's examples are divided into parts for training, validation and test. Fixed for the federation.</summary>
public sealed record SplitSpec
{
    /// <summary>The share for training.</summary>
    public double Train { get; init; } = 0.8;

    /// <summary>The share for validation; 0 for none.</summary>
    public double Validation { get; init; }

    /// <summary>The share for the test; 0 for none.</summary>
    public double Test { get; init; } = 0.2;

    /// <summary>Whether every class is divided by the same shares.</summary>
    public bool Stratify { get; init; }

    /// <summary>The column that tells what belongs together, such as a patient: a group is never in two parts. Null for none.</summary>
    public string? Group { get; init; }

    /// <summary>The column that tells when: the oldest examples are trained on, the newest tested with. Null for a seeded draw.</summary>
    public string? Time { get; init; }

    /// <summary>Files of the parts' own instead of shares; null where one file is divided.</summary>
    public SplitFiles? Files { get; init; }
}
