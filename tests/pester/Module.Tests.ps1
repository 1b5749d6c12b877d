BeforeAll {
    $script:manifest = "$PSScriptRoot/../../FtcTools.psd1"
    # Isolation and import are looked at in sessions of their own: this one has long loaded everything.
    function Invoke-Fresh([string] $Script) { pwsh -NoProfile -NonInteractive -Command "`$ErrorActionPreference = 'Stop'; `$manifest = '$manifest'; $Script" }
}

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest $manifest).ExportedCmdlets.Count | Should -BeGreaterThan 8
    }

    It 'exports what the manifest lists, and nothing else' {
        $module = Import-Module $manifest -PassThru
        $listed = (Import-PowerShellDataFile $manifest).CmdletsToExport
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($listed | Sort-Object)
        $module.ExportedFunctions.Keys | Should -BeNullOrEmpty
        $aliases = (Import-PowerShellDataFile $manifest).AliasesToExport
        $module.ExportedAliases.Keys | Sort-Object | Should -Be ($aliases | Sort-Object)
    }

    It 'has one short name for each cmdlet' {
        $null = Import-Module $manifest
        (Get-Alias -Definition *-Ftc*).Definition | Sort-Object | Should -Be ((Get-Command -Module FtcTools -CommandType Cmdlet).Name | Sort-Object)
    }

    It 'can be imported again and again' {
        Invoke-Fresh 'Import-Module $manifest; Import-Module $manifest -Force; Remove-Module FtcTools; Import-Module $manifest; (Get-Command -Module FtcTools -CommandType Cmdlet).Count' |
            Should -Be (Import-PowerShellDataFile $manifest).CmdletsToExport.Count
    }

    It 'says nothing on import' {
        Invoke-Fresh 'Import-Module $manifest 3>&1 6>&1' | Should -BeNullOrEmpty
    }

    It 'says that a clone is to be built first' {
        $null = New-Item -ItemType Directory "$TestDrive/clone/module"
        Copy-Item $manifest "$TestDrive/clone"
        Copy-Item "$PSScriptRoot/../../module/*" "$TestDrive/clone/module" -Exclude bin
        { Import-Module "$TestDrive/clone/FtcTools.psd1" } | Should -Throw '*not built yet*dotnet build src/FtcTools.PowerShell*clone*'
    }

    It 'puts nothing but its loader into the default load context' {
        $default = Invoke-Fresh @'
            Import-Module $manifest
            $null = New-FtcDataset -Gaussian -N 3 -K 20 -Dimension 2 | New-FtcNetwork | Test-FtcNetwork -Arithmetic Exact, Float64, Float32
            [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name
'@
        $default | Should -Contain 'FtcTools.Loader'
        $default | Should -Not -Contain 'FtcTools.PowerShell'
        $default | Should -Not -Contain 'FtcTools.Core'
        $default | Should -Not -Contain 'FtcTools.Experiments'
        $default | Should -Not -Contain 'YamlDotNet'
        $default | Should -Not -Contain 'MathNet.Numerics'
        $default | Should -Not -Contain 'Sep'
    }

    It 'keeps what it needs in one context of its own' {
        $own = Invoke-Fresh @'
            Import-Module $manifest
            $null = New-FtcDataset -Gaussian -N 3 -K 20 -Dimension 2
            [System.Runtime.Loader.AssemblyLoadContext]::All.Where({ $_.Name -eq 'FtcTools' }).Assemblies.GetName().Name
'@
        'FtcTools.PowerShell', 'FtcTools.Core', 'MathNet.Numerics' | ForEach-Object { $own | Should -Contain $_ }
    }

    It 'works in parallel runspaces' {
        $reports = 1..8 | ForEach-Object -ThrottleLimit 4 -Parallel {
            Import-Module $using:manifest
            New-FtcNetwork -T 2, 4, ($_ + 5) | Test-FtcNetwork
        }
        $reports.Count | Should -Be 8
        $reports.Passed | Should -Not -Contain $false
    }

    It 'works in a thread job' {
        $job = Start-ThreadJob { Import-Module $using:manifest; Get-FtcBounds 5 100 -Layers 2 }
        ($job | Receive-Job -Wait -AutoRemoveJob).Lower | Should -Be 15
    }

    It 'lives with another YamlDotNet, loaded <when> it' -ForEach @(
        @{ When = 'before'; Script = '{0}; {1}; {2}' }
        @{ When = 'after'; Script = '{1}; {2}; {0}; {2}' }
    ) {
        $other = "$TestDrive/YamlDotNet.dll"
        if (-not (Test-Path $other)) {
            Add-Type -OutputAssembly $other -TypeDefinition '[assembly: System.Reflection.AssemblyVersion("1.2.3.0")] namespace YamlDotNet { public class Another { public static string Name = "another"; } }'
        }
        Set-Content "$TestDrive/a.ftc.yaml" "experiment: a`ndataset: { line: { T: [2, 4] } }"
        $steps = "`$null = [System.Reflection.Assembly]::LoadFrom('$other'); [YamlDotNet.Another]::Name", 'Import-Module $manifest', "(Invoke-FtcExperiment '$TestDrive/a.ftc.yaml').Succeeded"
        $answers = Invoke-Fresh ($Script -f $steps)
        $answers | Should -Contain 'another'
        $answers | Should -Contain 'True'
        $answers | Should -Not -Contain 'False'
    }
}
