using OrleansFederation.Errors;
using OrleansFederation.Variants;

namespace OrleansFederation.Console;

/// <summary>What is compared, as it is written on the command line.</summary>
public sealed class VariantTextTests
{
    [Theory]
    [InlineData("fedavg,krum,median", "aggregation", "fedavg|krum|median", "fedavg")]
    [InlineData("{krum: 1},{trimmedmean: {fraction: 0.2, x: [1, 2]}}", "aggregation", "{krum: 1}|{trimmedmean: {fraction: 0.2, x: [1, 2]}}", "{krum: 1}")]
    [InlineData("training.proximal=0, 0.01", "training.proximal", "0|0.01", "training.proximal=0")]
    [InlineData("server=null,adam,{adam: {learningRate: 0.02}}", "server", "null|adam|{adam: {learningRate: 0.02}}", "server=null")]
    [InlineData("description='a,b=c',\"d\\\",e\"", "description", "'a,b=c'|\"d\\\",e\"", "description='a,b=c'")]
    public void Values_are_split_at_commas_outside_brackets_and_quotes(string given, string path, string values, string label)
    {
        var axis = VariantText.Read(given);

        Assert.Equal(path, axis.Path);
        Assert.Equal(values.Split('|'), axis.Values.Select(value => value.Text));
        Assert.Equal(label, axis.Label(0));
    }

    [Fact]
    public void Values_are_yaml()
    {
        var axis = VariantText.Read("server=null,0.5,adam,{adam: {learningRate: 0.02}}");

        Assert.Equal([null, "0.5", "\"adam\"", """{"adam":{"learningRate":0.02}}"""], axis.Values.Select(value => value.Value?.ToJsonString()));
    }

    [Theory]
    [InlineData("fedavg", "holds one value")]
    [InlineData("fedavg,,krum", "a value is empty")]
    [InlineData("fedavg,fedavg", "given twice")]
    [InlineData("fedavg,[a", "the '[' at character 8 is never closed")]
    [InlineData("fedavg,{a]", "the ']' at character 10 closes nothing")]
    [InlineData("fedavg,}a", "the '}' at character 8 closes nothing")]
    [InlineData("fedavg,'a", "the ''' at character 8 is never closed")]
    [InlineData("model.layers[1]=1,2", "no path of a key")]
    [InlineData("training..epochs=1,2", "no path of a key")]
    [InlineData("seed=1,2", "seed is set for each variant")]
    public void What_cannot_be_read_is_refused_with_its_cause(string given, string cause)
    {
        var fault = Assert.Throws<FederationException>(() => VariantText.Read(given));

        var problem = Assert.Single(fault.Problems);
        Assert.Equal(FederationErrors.Usage.Code, problem.Code);
        Assert.Contains(cause, problem.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "7")]
    [InlineData("3", "7,8,9")]
    [InlineData("1,-7,9", "1,-7,9")]
    public void Seeds_are_counted_from_the_specs_or_listed(string? given, string seeds) =>
        Assert.Equal(seeds.Split(',').Select(long.Parse), SeedText.Read(given, 7));

    [Theory]
    [InlineData("0")]
    [InlineData("33")]
    [InlineData("1,1")]
    [InlineData("1,x")]
    [InlineData("1,9999999999999999")]
    public void Other_seeds_are_refused(string given) =>
        Assert.Equal(FederationErrors.Usage.Code, Assert.Throws<FederationException>(() => SeedText.Read(given, 7)).Code);
}
