using System.Globalization;
using System.Reflection;

namespace OrleansFederation.Databases;

/// <summary>One numbered step of the schema, as embedded from <c>/sql</c>. Steps are never changed once released, only followed by others.</summary>
/// <param name="Number">The number, from 1 without gaps.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Sql">The statements.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>Reads the steps of a dialect, in order.</summary>
    /// <param name="dialect">The folder: <c>sqlite</c> or <c>postgres</c>.</param>
    public static IReadOnlyList<Migration> Of(string dialect)
    {
        var assembly = typeof(Migration).Assembly;
        var prefix = $"sql/{dialect}/";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Select(resource => resource.Replace('\\', '/'))
                .Where(resource => resource.StartsWith(prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(resource => Read(assembly, resource, resource[prefix.Length..])),
        ];
    }

    private static Migration Read(Assembly assembly, string resource, string name)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? assembly.GetManifestResourceStream(resource.Replace('/', '\\'))!;
        using var reader = new StreamReader(stream);
        return new Migration(int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}
