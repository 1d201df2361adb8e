using System.Text.Json.Nodes;
using OrleansFederation.Output;
using Spectre.Console.Rendering;

namespace OrleansFederation.Plugins;

/// <summary>Draws approvals.</summary>
internal static class PluginTables
{
    /// <summary>A table of approvals.</summary>
    public static IRenderable List(IReadOnlyList<PluginApproval> approvals) => Listing.Table(
        [new Column("plugin"), new Column("for"), new Column("memory", Right: true, Rank: 2), new Column("time", Right: true, Rank: 1), new Column("digest"), new Column("where", Rank: 3)],
        [.. approvals.Select(approval => (Cell[])[approval.Name, Kinds(approval), ByteSize.Format(approval.Memory), Figures.Seconds(approval.Time.TotalSeconds), approval.Digest, approval.Assembly.Length > 0 ? Path.Combine(approval.Folder, approval.Assembly) : "comes with the federation"])]);

    /// <summary>What it may be used for.</summary>
    public static string Kinds(PluginApproval approval) => string.Join(", ", approval.Kinds.Select(PluginKinds.Word));

    /// <summary>Its limits.</summary>
    public static string Limits(PluginApproval approval) => $"{ByteSize.Format(approval.Memory)}, {Figures.Seconds(approval.Time.TotalSeconds)}";

    /// <summary>An approval for programs.</summary>
    public static PluginView View(PluginApproval approval) => new(
        approval.Name, approval.Digest, Path.Combine(approval.Folder, approval.Assembly), [.. approval.Kinds.Select(PluginKinds.Word)], approval.Memory, approval.Time.TotalSeconds);

    /// <summary>An approval as a document.</summary>
    public static JsonObject Document(PluginApproval approval) => JsonForm.Of(View(approval));
}
