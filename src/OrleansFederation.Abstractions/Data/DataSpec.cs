using OrleansFederation.Plugins;

namespace OrleansFederation.Data;

/// <summary>Where data is and how it is read.</summary>
public sealed record DataSpec
{
    /// <summary>What stands for a missing value where a spec names nothing else: an empty field and the usual words.</summary>
    public static readonly IReadOnlyList<string> UsualMissing = ["", "?", "NA", "N/A", "NaN", "nan", "null", "NULL"];

    /// <summary>
    /// The format: <c>csv</c>, <c>parquet</c> and <c>npy</c> (tables and arrays), <c>images</c> (a folder a class), <c>idx</c> (the files of
    /// MNIST, plain or gzip), <c>digits</c> (generated for demonstrations) or <c>plugin</c> (code of one's own).
    /// </summary>
    public required string Format { get; init; }

    /// <summary>The file, or the folder for <c>idx</c> and <c>images</c>; <c>${NAME}</c> is replaced from the site's environment when the data is opened.</summary>
    public string? Path { get; init; }

    /// <summary>How pixels, scaled to 0…1, are normalised; null leaves them in 0…1.</summary>
    public NormalizeSpec? Normalize { get; init; }

    /// <summary>The number of training examples to generate, for <c>digits</c>.</summary>
    public int? Train { get; init; }

    /// <summary>The number of test examples to generate, for <c>digits</c>.</summary>
    public int? Test { get; init; }

    /// <summary>Whether the first record of a CSV file names its columns; without, the names are those of <see cref="Columns"/>, in order.</summary>
    public bool Header { get; init; } = true;

    /// <summary>The one character between the fields of a CSV file.</summary>
    public string Delimiter { get; init; } = ",";

    /// <summary>The encoding of a CSV file: <c>utf-8</c> or <c>latin1</c>.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>What stands for a missing value in any column.</summary>
    public IReadOnlyList<string> Missing { get; init; } = UsualMissing;

    /// <summary>
    /// The columns. Those that are numbers or categories, and neither target nor group nor time, are the inputs, in this order; null where
    /// the format has none.
    /// </summary>
    public IReadOnlyList<ColumnSpec>? Columns { get; init; }

    /// <summary>What is predicted; null where the format says it itself.</summary>
    public TargetSpec? Target { get; init; }

    /// <summary>How examples are divided into parts; null for four fifths to train and one to test, or where the format has parts itself.</summary>
    public SplitSpec? Split { get; init; }

    /// <summary>The form of the images of a folder.</summary>
    public ImageSpec? Image { get; init; }

    /// <summary>The code that gives the examples, for <c>plugin</c>.</summary>
    public PluginSpec? Plugin { get; init; }

    /// <summary>The arrays of an npz file; null for <c>x</c> and <c>y</c>.</summary>
    public ArraySpec? Arrays { get; init; }
}
