namespace OrleansFederation.Containers;

/// <summary>One stage of a Dockerfile.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Base">The image or stage that it begins from.</param>
/// <param name="Instructions">Its instructions in order, word and text.</param>
internal sealed record ContainerStage(string Name, string Base, List<(string Word, string Text)> Instructions)
{
    /// <summary>What follows a word, each time that it is used.</summary>
    public IEnumerable<string> All(string word) => Instructions.Where(instruction => instruction.Word == word).Select(instruction => instruction.Text);
}
