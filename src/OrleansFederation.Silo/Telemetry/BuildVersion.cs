using System.Reflection;

namespace OrleansFederation.Telemetry;

/// <summary>Which version of the platform this is.</summary>
public static class BuildVersion
{
    /// <summary>The version as text, without the mark of a build.</summary>
    public static string Text { get; } =
        (typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
