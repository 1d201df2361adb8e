using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;

namespace OrleansFederation.Connections;

/// <summary>Shows one profile.</summary>
internal sealed class ProfileShowCommand : FedCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "The profile's name." };

    public ProfileShowCommand() : base("show", "Shows a profile; its token is never shown.", "fed profile show trial") => Add(_name);

    /// <inheritdoc/>
    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var profile = ProfileChoice.Find(context.Profiles, context.Get(_name));
        var current = context.Profiles.Read().Current == profile.Name;
        context.Terminal.Show(() => ProfileTables.Show(profile, current), () => ProfileTables.Json(profile, current));
        return Task.FromResult(ExitCodes.Ok);
    }
}
