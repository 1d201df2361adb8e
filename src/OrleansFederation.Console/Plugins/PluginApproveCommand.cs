using System.CommandLine;
using System.Security.Cryptography;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Plugins;

/// <summary>Lets a plugin run at this site. Nothing of it is loaded, and nobody else is told.</summary>
internal sealed class PluginApproveCommand : FedCommand
{
    private readonly Argument<string> _path = new("PATH") { Description = "The plugin's assembly, or the folder that it was published to; a model's TorchScript file.", HelpName = "PATH" };
    private readonly Option<string[]> _kind = new("--kind") { Description = $"What it may be used for: {PluginKinds.Words}.", HelpName = "KIND", AllowMultipleArgumentsPerToken = true, Required = true };
    private readonly Option<string?> _digest = new("--digest") { Description = "The digest that its files must have, as an error or a spec names it.", HelpName = "DIGEST" };
    private readonly Option<string?> _name = new("--name") { Description = "What the site calls it; the assembly's name where it is left out.", HelpName = "NAME" };
    private readonly Option<string> _memory = new("--memory") { Description = "The most memory that a task with it may hold.", HelpName = "SIZE", DefaultValueFactory = _ => ByteSize.Format(PluginApproval.StandardMemory) };
    private readonly Option<string> _time = Duration.Option("--time", "The longest that a task with it may run.", "1h");
    private readonly Option<string?> _approvals = ApprovalsOption.Make();

    public PluginApproveCommand() : base("approve", "Lets a plugin run at this site, by the digest of its files, for some uses and within limits.", "fed plugin approve bin/Release/net10.0/MyPlugin.dll --kind data --memory 4GiB")
    {
        Add(_path);
        Add(_kind);
        Add(_digest);
        Add(_name);
        Add(_memory);
        Add(_time);
        Add(_approvals);
    }

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        PluginKind[] kinds = [.. context.Get(_kind)!.Select(word => PluginKinds.Parse(word) ?? throw FederationErrors.Usage.Exception("--kind", $"'{word}' is no kind", $"Kinds are {PluginKinds.Words}.")).Distinct()];
        var (folder, assembly, digest) = Find(context.Get(_path), kinds);
        if (context.Get(_digest) is { } expected && expected != digest)
        {
            throw FederationErrors.PluginChanged.Exception(context.Get(_path), $"its files have the digest {digest}, not {expected}", "Look for the files that were meant; or look these over and approve them without --digest: the spec then names their digest.");
        }

        var memory = ByteSize.Parse(context.Get(_memory)!) is { } bytes and >= ByteSize.Least
            ? bytes
            : throw FederationErrors.Usage.Exception("--memory", $"'{context.Get(_memory)}' is no size of {ByteSize.Format(ByteSize.Least)} or more", "Write a size such as 512MiB or 2GiB.");
        var file = ApprovalsOption.File(context, _approvals);
        PluginApproval approval = new(context.Get(_name) ?? Path.GetFileNameWithoutExtension(assembly.Length > 0 ? assembly : context.Get(_path)), digest, folder, assembly, kinds, memory, Duration.Read(context.Get(_time)!)!.Value);
        file.Approve(approval);
        context.Terminal.Show(
            () => Listing.Facts(("approved", new Cell(approval.Name, Palette.Strong)), ("digest", digest), ("for", PluginTables.Kinds(approval)), ("within", PluginTables.Limits(approval)), ("in", file.Location)),
            () => PluginTables.Document(approval));
        return Task.FromResult(ExitCodes.Ok);
    }

    /// <summary>A model that is one TorchScript file comes with the federation: only its digest is kept. One that a plugin brings is in the plugin's folder.</summary>
    private static (string Folder, string Assembly, string Digest) Find(string path, PluginKind[] kinds)
    {
        if (!kinds.Contains(PluginKind.Model) || Directory.Exists(path) || Path.GetExtension(path) == ".dll")
        {
            var (folder, assembly) = PluginFolder.Find(path);
            return (folder, assembly, PluginFolder.Digest(folder));
        }

        if (kinds.Length > 1)
        {
            throw FederationErrors.Usage.Exception("--kind", "a TorchScript file is a model, and other kinds are assemblies", "Approve each by itself.");
        }

        try
        {
            using var file = File.OpenRead(path);
            return ("", "", ApprovalText.DigestPrefix + Convert.ToHexStringLower(SHA256.HashData(file)));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new FederationException(FederationErrors.PluginUnusable.At(path, fault.Message, "Give the TorchScript file."), fault);
        }
    }
}
