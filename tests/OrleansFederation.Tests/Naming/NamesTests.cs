namespace OrleansFederation.Naming;

public sealed class NamesTests
{
    [Theory]
    [InlineData("mnist", true)]
    [InlineData("a.b_c-9", true)]
    [InlineData("9lives", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("Upper", false)]
    [InlineData("../etc", false)]
    [InlineData(".hidden", false)]
    [InlineData("a/b", false)]
    [InlineData("ünder", false)]
    public void Names_are_lower_case_letters_digits_and_three_signs(string? name, bool valid) => Assert.Equal(valid, Names.IsValid(name));

    [Fact]
    public void A_name_of_101_characters_is_too_long() => Assert.False(Names.IsValid(new string('a', 101)));

    [Theory]
    [InlineData("10")]
    [InlineData("abc")]
    [InlineData("0a")]
    public void No_key_reads_as_a_number_or_guid(string name)
    {
        string[] keys = [GrainKeys.Federation(name), GrainKeys.Round(name, 1), GrainKeys.Client(name), GrainKeys.Trainer(name), GrainKeys.Model(name), GrainKeys.ModelVersion(name, 1), GrainKeys.AccessGrant(name, name), GrainKeys.Inference(name)];

        Assert.All(keys, key => Assert.False(long.TryParse(key, System.Globalization.NumberStyles.HexNumber, null, out _) || Guid.TryParse(key, out _)));
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void A_numbered_key_gives_back_its_name_and_number() => Assert.Equal(("a.b", 7), GrainKeys.NumberedOf(GrainKeys.Round("a.b", 7)));

    [Fact]
    public void A_bad_name_makes_no_key() => Assert.Throws<Errors.FederationException>(() => GrainKeys.Federation("A/b"));
}
