namespace OrleansFederation.Data;

/// <summary>Examples as they were read, shared by everyone who reads them. Safe for concurrent readers.</summary>
internal interface IExampleStore
{
    /// <summary>The number of examples.</summary>
    int Count { get; }

    /// <summary>The shape of one input.</summary>
    IReadOnlyList<int> Shape { get; }

    /// <summary>The bytes of memory that it keeps.</summary>
    long Bytes { get; }

    /// <summary>Whether targets are classes.</summary>
    bool HasClasses { get; }

    /// <summary>What reading them found; null where nothing can be dropped or missing.</summary>
    DataSummary? Summary { get; }

    /// <summary>The class of an example; 0 where targets are numbers.</summary>
    /// <param name="index">The example.</param>
    int Label(int index);

    /// <summary>The hash of an example's group, where examples have one.</summary>
    /// <param name="index">The example.</param>
    ulong Group(int index);

    /// <summary>The time of an example, where examples have one.</summary>
    /// <param name="index">The example.</param>
    double Time(int index);

    /// <summary>Opens some of the examples.</summary>
    /// <param name="members">Which, in the order of the set; null for all.</param>
    /// <param name="normalize">How pixels are normalised; null leaves them, and what is no image is never normalised.</param>
    /// <param name="shape">The shape to show an input in, of as many numbers as it has.</param>
    IDataSet Open(int[]? members, NormalizeSpec? normalize, IReadOnlyList<int> shape);
}
