namespace OrleansFederation.Data;

/// <summary>Where data is and how it is read.</summary>
public sealed record DataSpec
{
    /// <summary>The format: <c>idx</c> (the files of MNIST, plain or gzip) or <c>digits</c> (generated for demonstrations).</summary>
    public required string Format { get; init; }

    /// <summary>The folder with the files, for <c>idx</c>; <c>${NAME}</c> is replaced from the site's environment when the data is opened.</summary>
    public string? Path { get; init; }

    /// <summary>How pixels, scaled to 0…1, are normalised; null leaves them in 0…1.</summary>
    public NormalizeSpec? Normalize { get; init; }

    /// <summary>The number of training examples to generate, for <c>digits</c>.</summary>
    public int? Train { get; init; }

    /// <summary>The number of test examples to generate, for <c>digits</c>.</summary>
    public int? Test { get; init; }
}
