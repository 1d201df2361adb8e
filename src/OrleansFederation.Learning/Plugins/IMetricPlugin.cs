namespace OrleansFederation.Plugins;

/// <summary>
/// Counts figures of an evaluation. Only sums leave the site: of each figure a numerator and a denominator, which are added up over all
/// clients before one is divided by the other. So it is the same for every grouping of clients, and no single example shows.
/// </summary>
public interface IMetricPlugin
{
    /// <summary>Begins to count over one client's examples.</summary>
    /// <param name="options">What the spec tells the plugin.</param>
    /// <returns>What counts; one thread uses it.</returns>
    IMetricCount Begin(PluginOptions options);
}
