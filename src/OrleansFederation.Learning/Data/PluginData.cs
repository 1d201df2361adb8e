namespace OrleansFederation.Data;

/// <summary>Data that code of a site's own gives.</summary>
public static class PluginData
{
    /// <summary>The format's name in a spec.</summary>
    public const string Format = "plugin";
}
