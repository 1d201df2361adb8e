namespace OrleansFederation.Frame;

/// <summary>Measures one thing and prints it beside the bare limit of the same run, so that the ratio holds on any machine.</summary>
internal interface IBenchmark
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>What it measures, in one sentence.</summary>
    string Description { get; }

    /// <summary>Measures and prints.</summary>
    /// <param name="output">Where the figures go; <see cref="Report"/> formats them.</param>
    /// <param name="cancellationToken">Cancels the benchmark.</param>
    Task RunAsync(TextWriter output, CancellationToken cancellationToken);
}
