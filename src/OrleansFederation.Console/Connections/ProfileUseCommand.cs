using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Connections;

/// <summary>Makes a profile the current one.</summary>
internal sealed class ProfileUseCommand : FedCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = $"The profile's name; `{ConnectionProfile.Local}` is a silo in this process." };

    public ProfileUseCommand() : base("use", "Makes a profile the one that is used where nothing else is said.", "fed profile use local") => Add(_name);

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Get(_name);
        if (name != ConnectionProfile.Local)
        {
            ProfileChoice.Find(context.Profiles, name);
        }

        await context.Profiles.ChangeAsync(book => book with { Current = name == ConnectionProfile.Local ? null : name }, cancellationToken);
        context.Terminal.Show(() => Block.Of(Line.Of($"{name} is the current profile")), () => new System.Text.Json.Nodes.JsonObject { ["current"] = name });
        return ExitCodes.Ok;
    }
}
