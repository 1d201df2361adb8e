namespace OrleansFederation.Plugins;

/// <summary>Names a plugin: a class that brings data, preprocessing, a metric or a loss, and has a constructor without parameters.</summary>
/// <param name="name">The name by which specs ask for it, of a-z, 0-9, dot, underscore and hyphen.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PluginAttribute(string name) : Attribute
{
    /// <summary>The name by which specs ask for it.</summary>
    public string Name => name;
}
