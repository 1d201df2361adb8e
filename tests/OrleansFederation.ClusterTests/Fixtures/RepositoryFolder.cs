namespace OrleansFederation.Fixtures;

/// <summary>The repository that the tests were built in.</summary>
internal static class RepositoryFolder
{
    /// <summary>Its root.</summary>
    public static string Path { get; } = Find();

    /// <summary>The path of something in it.</summary>
    public static string Of(params ReadOnlySpan<string> relative) => System.IO.Path.Combine([Path, .. relative]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "OrleansFederation.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No OrleansFederation.sln in or above {AppContext.BaseDirectory}: run the tests from a build inside the repository.");
    }
}
