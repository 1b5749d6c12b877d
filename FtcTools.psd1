@{
    RootModule           = 'module/FtcTools.psm1'
    ModuleVersion        = '0.2.0'
    GUID                 = '43903141-1a32-44df-b207-3d906c9535bb'
    Author               = 'FtcTools contributors'
    CompanyName          = 'FtcTools contributors'
    Copyright            = '(c) FtcTools contributors. MIT licence.'
    Description          = 'Small side networks that correct a frozen model exactly: how small they can be, how to write them down, and a proof that they are right.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('module/FtcTools.Format.ps1xml')
    CmdletsToExport      = @(
        'Export-FtcNetwork'
        'Export-FtcReport'
        'Get-FtcBounds'
        'Get-FtcCapacity'
        'Import-FtcDataset'
        'Import-FtcExperiment'
        'Import-FtcModel'
        'Import-FtcNetwork'
        'Import-FtcRegion'
        'Invoke-FtcExperiment'
        'Invoke-FtcNetwork'
        'Measure-FtcNetwork'
        'New-FtcDataset'
        'New-FtcNetwork'
        'New-FtcRegion'
        'Test-FtcNetwork'
        'Update-FtcNetwork'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @(
        'epftcn'
        'epftcr'
        'gftcb'
        'gftcc'
        'iftce'
        'iftcn'
        'ipftcd'
        'ipftce'
        'ipftcm'
        'ipftcn'
        'ipftcr'
        'msftcn'
        'nftcd'
        'nftcn'
        'nftcr'
        'tftcn'
        'udftcn'
    )
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags = @('PSEdition_Core', 'Linux', 'MacOS', 'Windows', 'MachineLearning', 'NeuralNetwork', 'Verification', 'ExactArithmetic')
        }
    }
}
