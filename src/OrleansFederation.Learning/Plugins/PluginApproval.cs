namespace OrleansFederation.Plugins;

/// <summary>What a site approved: code, for what, and how much of the machine a task with it may take.</summary>
/// <param name="Name">What the site calls it, for people.</param>
/// <param name="Digest">The digest of all its files, <c>sha256:</c> and 64 lower-case hexadecimal digits.</param>
/// <param name="Folder">Where its files are, as a whole path. It is the site's own business and told to nobody else. Empty for a model, which comes with the federation.</param>
/// <param name="Assembly">The assembly's file name within the folder; empty for a model.</param>
/// <param name="Kinds">What it may be used for.</param>
/// <param name="Memory">The most bytes that a task with it may hold.</param>
/// <param name="Time">The longest that a task with it may run.</param>
public sealed record PluginApproval(string Name, string Digest, string Folder, string Assembly, IReadOnlyList<PluginKind> Kinds, long Memory, TimeSpan Time)
{
    /// <summary>The memory that a task may hold where its approval says nothing: 2 GiB.</summary>
    public const long StandardMemory = 2L << 30;

    /// <summary>How long a task may run where its approval says nothing: an hour.</summary>
    public static readonly TimeSpan StandardTime = TimeSpan.FromHours(1);
}
