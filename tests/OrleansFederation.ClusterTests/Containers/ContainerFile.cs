using System.Text.RegularExpressions;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Containers;

/// <summary>The Dockerfile as its tests read it, so that they run its commands and not a copy of them.</summary>
internal sealed partial class ContainerFile
{
    private ContainerFile(IReadOnlyList<ContainerStage> stages, IReadOnlyDictionary<string, string> arguments) => (Stages, Arguments) = (stages, arguments);

    public IReadOnlyList<ContainerStage> Stages { get; }

    /// <summary>The values of ARG before the first stage.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; }

    public ContainerStage this[string stage] => Stages.Single(one => one.Name == stage);

    /// <summary>Reads the repository's.</summary>
    public static ContainerFile Read()
    {
        var arguments = new Dictionary<string, string>();
        List<ContainerStage> stages = [];
        foreach (var line in File.ReadLines(RepositoryFolder.Of("Dockerfile")).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            Assert.False(line.EndsWith('\\'), "The reader takes an instruction a line.");
            var (word, rest) = (line[..line.IndexOf(' ', StringComparison.Ordinal)], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (word == "ARG" && stages.Count == 0)
            {
                var pair = rest.Split('=', 2);
                arguments.Add(pair[0], pair[1]);
            }
            else if (word == "FROM")
            {
                var from = From().Match(rest);
                Assert.True(from.Success, line);
                stages.Add(new(from.Groups[2].Value, from.Groups[1].Value, []));
            }
            else
            {
                stages[^1].Instructions.Add((word, rest));
            }
        }

        return new(stages, arguments);
    }

    [GeneratedRegex(@"^(\S+) AS (\w+)$")]
    private static partial Regex From();
}
