namespace OrleansFederation.Plugins;

/// <summary>What a plugin may bring.</summary>
public enum PluginKind
{
    /// <summary>Examples.</summary>
    Data = 0,

    /// <summary>What is done to inputs before the model sees them.</summary>
    Preprocessing = 1,

    /// <summary>Figures of an evaluation.</summary>
    Metric = 2,

    /// <summary>What training minimises.</summary>
    Loss = 3,

    /// <summary>The model itself, as a TorchScript file, which comes with the federation: no site has a file of it.</summary>
    Model = 4,
}
