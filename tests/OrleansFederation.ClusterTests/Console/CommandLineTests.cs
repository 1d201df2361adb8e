using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Output;

namespace OrleansFederation.Console;

/// <summary>The command line: help, mistakes, global options.</summary>
public sealed class CommandLineTests
{
    private static readonly FedRoot Root = new(new GlobalOptions(new ConsoleHost { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null }));

    public static TheoryData<string> Commands => [.. All(Root).Select(UsageProblems.PathOf)];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_every_command_has_an_example_that_parses_and_fits_80_columns(string path)
    {
        string[] words = path.Split(' ')[1..];

        var ran = await CommandLine.RunAsync([.. words, "--help"]);

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains("Example:", ran.Output, StringComparison.Ordinal);
        Assert.True(Drawing.WidthOf(ran.Output) <= 81, ran.Output);
        var example = ((IExample)All(Root).Single(command => UsageProblems.PathOf(command) == path)).Example;
        Assert.Contains("fed ", example, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_example_of_every_command_is_a_command_line_without_mistakes(string path)
    {
        var example = ((IExample)All(Root).Single(command => UsageProblems.PathOf(command) == path)).Example;
        var line = example[(example.IndexOf("fed ", StringComparison.Ordinal) + 4)..].Split(" > ")[0].TrimEnd(')');

        Assert.Empty(Root.Parse(line).Errors);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("federaton list")]
    [InlineData("federation")]
    [InlineData("federation show")]
    [InlineData("round show digits three")]
    [InlineData("client list --limit 0")]
    [InlineData("federation list --nonsense")]
    [InlineData("federation list -o xml")]
    [InlineData("infer digits")]
    [InlineData("infer digits --input a.json --example 1")]
    [InlineData("model export digits")]
    [InlineData("model show Digits!")]
    [InlineData("model public digits perhaps")]
    [InlineData("grant give digits --to bob")]
    [InlineData("grant give digits --to bob --can everything")]
    [InlineData("grant give digits --to bob --can infer --until tomorrow")]
    [InlineData("completion tcsh")]
    public async Task A_mistake_on_the_command_line_is_FED1040_and_exits_with_2(string line)
    {
        var ran = await CommandLine.RunAsync(line.Split(' '));

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.StartsWith("error FED1040", ran.Error, StringComparison.Ordinal);
        Assert.Equal("", ran.Output);
    }

    [Theory]
    [InlineData("federaton list", "`federation`")]
    [InlineData("federation lst", "`list`")]
    [InlineData("federation list --outptu json", "`--output`")]
    [InlineData("model linaege digits", "`lineage`")]
    public async Task What_was_probably_meant_is_suggested(string line, string meant)
    {
        var ran = await CommandLine.RunAsync(line.Split(' '));

        Assert.Contains($"Did you mean {meant}", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_is_an_envelope_where_json_is_asked_for()
    {
        var ran = await CommandLine.RunAsync("federaton", "list", "-o", "json");

        Assert.Equal("FED1040", JsonNode.Parse(ran.Error)!["errors"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_arguments_the_help_is_shown()
    {
        var ran = await CommandLine.RunAsync();

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains("fed run quickstart", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_either_does_something_or_has_commands_below_it() =>
        Assert.All(All(Root), command => Assert.True(command is FedCommand ^ command.Subcommands.Count > 0, command.Name));

    [Fact]
    public void The_state_directory_follows_option_then_variable_then_the_users_state_folder()
    {
        Assert.EndsWith("given", Read(["--state", "given"], ("FED_STATE", "variable")).StateDirectory, StringComparison.Ordinal);
        Assert.EndsWith("variable", Read([], ("FED_STATE", "variable"), ("XDG_STATE_HOME", "/xdg")).StateDirectory, StringComparison.Ordinal);
        Assert.Equal("/xdg/orleans-federation", Read([], ("XDG_STATE_HOME", "/xdg")).StateDirectory);
        Assert.EndsWith(".local/state/orleans-federation", Read([]).StateDirectory, StringComparison.Ordinal);
    }

    [Fact]
    public void The_database_follows_option_then_variable()
    {
        Assert.Equal("Host=a", Read(["--postgres", "Host=a"], ("FED_POSTGRES", "Host=b")).Postgres);
        Assert.Equal("Host=b", Read([], ("FED_POSTGRES", "Host=b")).Postgres);
        Assert.Null(Read([]).Postgres);
    }

    [Fact]
    public void Calls_are_made_in_the_name_of_the_local_user_unless_told_otherwise()
    {
        Assert.Equal(Environment.UserName, Read([]).Principal);
        Assert.Equal("bob", Read(["--as", "bob"]).Principal);
    }

    [Fact]
    public void What_a_next_command_must_repeat_holds_no_secret() =>
        Assert.Equal(" --state given --postgres …", Read(["--state", "given", "--postgres", "Host=a;Password=b"]).Repeat);

    [Fact]
    public void Global_options_stand_before_or_after_the_command()
    {
        Assert.Equal(OutputMode.Json, Read(["-o", "json"]).Output);
        Assert.Equal(OutputMode.Jsonl, ReadLine("--output jsonl federation list").Output);
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Every_shell_has_a_completion_that_asks_the_program(string shell)
    {
        var ran = await CommandLine.RunAsync("completion", shell);

        Assert.Contains("[suggest:", ran.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_program_completes_what_has_been_typed_so_far()
    {
        var ran = await CommandLine.RunAsync("[suggest:8]", "fed fede");

        Assert.Contains("federation", ran.Output, StringComparison.Ordinal);
    }

    private static Settings Read(string[] options, params (string Name, string Value)[] environment) =>
        ReadLine(string.Join(' ', ["federation list", .. options]), environment);

    private static Settings ReadLine(string line, params (string Name, string Value)[] environment)
    {
        var variables = environment.ToDictionary(entry => entry.Name, entry => entry.Value);
        var options = new GlobalOptions(new ConsoleHost
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            In = TextReader.Null,
            Variable = name => variables.GetValueOrDefault(name),
        });
        return options.Read(new FedRoot(options).Parse(line));
    }

    private static IEnumerable<Command> All(Command command) => [command, .. command.Subcommands.SelectMany(All)];
}
