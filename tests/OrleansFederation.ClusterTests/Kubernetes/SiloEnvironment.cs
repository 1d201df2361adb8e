using OrleansFederation.Hosting;

namespace OrleansFederation.Kubernetes;

/// <summary>The environment that a container gets from its manifest, and which variables a silo reads.</summary>
internal static class SiloEnvironment
{
    /// <summary>The variables of a container; what is known at run time only is given.</summary>
    /// <param name="container">The container.</param>
    /// <param name="resources">The rendered set that holds its config maps.</param>
    /// <param name="podName">The pod's name.</param>
    /// <param name="podAddress">The pod's address.</param>
    public static Dictionary<string, string> Of(System.Text.Json.Nodes.JsonObject container, IReadOnlyList<Resource> resources, string podName, string podAddress)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in Resource.List(container["envFrom"]))
        {
            foreach (var (key, value) in MapOf(Resource.Text(source["configMapRef"]!["name"])))
            {
                if (!variables.TryAdd(key, value))
                {
                    throw new ManifestException($"{key} is given twice");
                }
            }
        }

        foreach (var variable in Resource.List(container["env"]))
        {
            var name = Resource.Text(variable["name"]);
            var source = variable["valueFrom"];
            var value = source is null ? Resource.Text(variable["value"])
                : source["configMapKeyRef"] is { } key ? MapOf(Resource.Text(key["name"]))[Resource.Text(key["key"])]
                : source["secretKeyRef"] is not null ? "secret"
                : Resource.Text(source["fieldRef"]?["fieldPath"]) switch
                {
                    "metadata.name" => podName,
                    "status.podIP" => podAddress,
                    var other => throw new ManifestException($"{name}: unknown source {other}"),
                };
            if (!variables.TryAdd(name, value))
            {
                throw new ManifestException($"{name} is given twice");
            }
        }

        return variables;

        IReadOnlyDictionary<string, string> MapOf(string name) =>
            Resource.Map(resources.Single(resource => resource.Kind == "ConfigMap" && resource.Name == name).Tree["data"]);
    }

    /// <summary>Why no program of ours reads a variable; null where one does.</summary>
    public static string? Unread(string variable)
    {
        if (!variable.StartsWith(SiloProcess.EnvironmentPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var steps = variable[SiloProcess.EnvironmentPrefix.Length..].Split("__");
        if (steps.Length == 1)
        {
            return steps[0].Equals(SiloProcess.PostgresKey, StringComparison.OrdinalIgnoreCase) || Sources.Any(text => text.Contains($"\"{variable}\"", StringComparison.Ordinal) || text.Contains($"${{{variable}}}", StringComparison.Ordinal))
                ? null
                : $"{variable}: no program reads it";
        }

        foreach (var (section, type) in Sections)
        {
            var names = section.Split(':');
            if (steps.Length > names.Length && steps.Take(names.Length).SequenceEqual(names, StringComparer.OrdinalIgnoreCase))
            {
                return Reads(type, steps.AsSpan(names.Length)) ? null : $"{variable}: {type.Name} has no such property";
            }
        }

        return $"{variable}: no options have the section {steps[0]}";
    }

    /// <summary>Every type of options with a section, in all the platform's assemblies.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Sections { get; } =
        [.. Directory.GetFiles(AppContext.BaseDirectory, "OrleansFederation.*.dll")
            .Where(file => !Path.GetFileName(file).Contains("Tests", StringComparison.Ordinal))
            .Select(file => System.Reflection.Assembly.Load(Path.GetFileNameWithoutExtension(file)))
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(type => (Section: type.GetField("Section")?.GetRawConstantValue() as string ?? "", Type: type))
            .Where(pair => pair.Section.Length > 0)
            .OrderByDescending(pair => pair.Section.Length)];

    private static IReadOnlyList<string> Sources { get; } =
        [.. Directory.GetFiles(Fixtures.RepositoryFolder.Of("src"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText)];

    private static bool Reads(Type type, ReadOnlySpan<string> steps)
    {
        var name = steps[0];
        if (type.GetProperties().FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } found)
        {
            return false;
        }

        if (steps.Length == 1)
        {
            return found.CanWrite;
        }

        // A list by number, or a dictionary by key: what follows is the element's.
        var element = found.PropertyType.IsGenericType ? found.PropertyType.GetGenericArguments()[^1] : null;
        return element is null ? Reads(found.PropertyType, steps[1..]) : steps.Length == 2 || Reads(element, steps[2..]);
    }
}
