using System.CommandLine;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Grants;

/// <summary>Gives a grant.</summary>
internal sealed class GrantGiveCommand : FedCommand
{
    private readonly Argument<string> _model = new("MODEL") { Description = "The model's name." };
    private readonly Option<string> _to = new("--to") { Description = "Who gets it.", HelpName = "NAME", Required = true };
    private readonly Option<string> _can = new("--can")
    {
        Description = $"What it allows, separated by commas: {string.Join(", ", Scopes.Names)}.",
        HelpName = "SCOPES",
        Required = true,
    };

    private readonly Option<string?> _until = Expiry.Option("--until");

    public GrantGiveCommand()
        : base("give", "Lets somebody use a model; replaces what they had.", "fed grant give digits --to alice --can infer,download --until 2027-01-31")
    {
        _can.CompletionSources.Add(Scopes.Names);
        _can.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && Scopes.Read(token.Value) is null)
            {
                result.AddError($"`{token.Value}` names no scopes: write some of {string.Join(", ", Scopes.Names)}, separated by commas");
            }
        });
        Add(_model);
        Add(_to);
        Add(_can);
        Add(_until);
    }

    /// <inheritdoc/>
    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var end = context.Get(_until) is { } text ? Expiry.Read(text, context.Host.Now) : null;
        if (end <= context.Host.Now)
        {
            throw FederationErrors.Usage.Exception("--until", $"{Figures.Iso(end.Value)} is past", "Give a date in the future.");
        }

        await using var session = await context.OpenAsync(cancellationToken);
        var grant = await session.Client.GiveGrantAsync(
            context.Get(_model), context.Get(_to)!, Scopes.Read(context.Get(_can)!)!.Value, end, cancellationToken);
        context.Terminal.Show(() => GrantTables.List([grant], context.Host.Now), () => JsonForm.Of(grant));
        return ExitCodes.Ok;
    }
}
