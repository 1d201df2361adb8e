namespace OrleansFederation.Fixtures;

/// <summary>
/// Finds the files of the data and reference folders: <c>FED_DATA</c> and <c>FED_REFERENCE</c>, or <c>../shared/data</c> and
/// <c>../shared/reference</c> beside the repository. A test whose file is absent skips; with <c>FED_REQUIRE</c> naming <c>data</c> it fails.
/// </summary>
internal static class TestFiles
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The folder of the data files; it may be absent.</summary>
    public static string DataFolder { get; } = Folder("FED_DATA", "data");

    /// <summary>The folder of the reference files; it may be absent.</summary>
    public static string ReferenceFolder { get; } = Folder("FED_REFERENCE", "reference");

    /// <summary>The path of a data file or folder, for example <c>mnist</c>.</summary>
    public static string Data(string relative) => Find(DataFolder, relative, "FED_DATA");

    /// <summary>The path of a reference file, for example <c>aggregation/fedavg.json</c>.</summary>
    public static string Reference(string relative) => Find(ReferenceFolder, relative, "FED_REFERENCE");

    /// <summary>Whether <c>FED_REQUIRE</c> names something, so that a test that lacks it must fail.</summary>
    public static bool Required(string what) =>
        (Environment.GetEnvironmentVariable("FED_REQUIRE") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Contains(what, StringComparer.OrdinalIgnoreCase);

    private static string Find(string folder, string relative, string variable)
    {
        var path = Path.Combine(folder, relative);
        if (File.Exists(path) || Directory.Exists(path))
        {
            return path;
        }

        var reason = $"{path} is absent: let {variable} name the folder that holds {relative}.";
        Assert.SkipUnless(Required("data"), reason);
        Assert.Fail(reason);
        return path;
    }

    private static string Folder(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.GetFullPath(Path.Combine(Repository, "..", "shared", name));

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansFederation.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No OrleansFederation.sln in or above {AppContext.BaseDirectory}: run the tests from a build inside the repository.");
    }
}
