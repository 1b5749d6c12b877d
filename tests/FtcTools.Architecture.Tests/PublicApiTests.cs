using System.Reflection;
using FtcTools.Tests;
using PublicApiGenerator;
using Xunit;

namespace FtcTools.Architecture.Tests;

/// <summary>
/// The public types and members of what other .NET code may refer to are listed in docs/api, so that a change of them is a decision.
/// </summary>
public sealed class PublicApiTests
{
    private const string Variable = "FTC_WRITE_API";

    [Theory]
    [InlineData("FtcTools.Core")]
    [InlineData("FtcTools.Models")]
    public void The_list_is_what_the_assembly_offers(string name)
    {
        var list = Repository.File("docs", "api", $"{name}.txt");
        var offered = Assembly.LoadFrom(Repository.File("module", "bin", $"{name}.dll")).GeneratePublicApi(new()
        {
            // These say how and where the assembly was built, not what it offers.
            IncludeAssemblyAttributes = false,
        }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(Variable) == "1") File.WriteAllText(list, offered);
        Assert.True(File.ReadAllText(list).ReplaceLineEndings("\n") == offered,
            $"{name} offers something else than {list} lists; {Variable}=1 dotnet test tests/FtcTools.Architecture.Tests writes the list anew, and CHANGELOG.md says what changed.");
    }
}
